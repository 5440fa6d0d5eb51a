/**
 * A function that reads the same object once where it is asked several times in a row: checks ask for the same, of one
 * exchange after the other.
 */
export function rememberLast<Key extends object, Value>(read: (key: Key) => Value): (key: Key) => Value {
  let last: { readonly key: Key; readonly value: Value } | undefined;
  return (key) => {
    if (last?.key !== key) {
      last = { key, value: read(key) };
    }
    return last.value;
  };
}
