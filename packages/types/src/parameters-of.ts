/** The parameters of an operation as openapi-typescript writes them. */
interface ParametersByPlace {
  readonly path?: unknown;
  readonly query?: unknown;
  readonly header?: unknown;
}

/** The path, query and header parameters of an operation in one object, by their names on the wire. */
export type ParametersOf<Places extends ParametersByPlace> = Flatten<
  Members<Places["path"]> & Members<Places["query"]> & Members<Places["header"]>
>;

/** The members of one place; none where the operation has no parameter there. */
type Members<Place> = [NonNullable<Place>] extends [never] ? unknown : NonNullable<Place>;

/** Writes an intersection as one object, so that editors show its members. */
type Flatten<Type> = { [Name in keyof Type]: Type[Name] };
