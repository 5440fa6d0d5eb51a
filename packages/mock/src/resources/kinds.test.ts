import { ListTagsForResourceCommand } from "@aws-sdk/client-bedrock";
import { memory as kinds, loadOperation, readPointer } from "@bedrock-contract/validators";
import { describe, expect, test } from "vitest";
import { bodyFor, deed, labelOf, operationOf, rememberingMock } from "../../test/remembering-mock.ts";

const { client, create, identifierOf, itemsOf, mock, send } = await rememberingMock();

/** The kinds of resources that requests can create. */
const created = Object.entries(kinds).filter(([, kind]) => deed(kind, "create") !== undefined);

describe.each(created)("%s", (name, kind) => {
  const [creates = ""] = deed(kind, "create") ?? [];
  const [shows = "", show] = deed(kind, "show") ?? [];
  const [lists = "", list] = deed(kind, "list") ?? [];
  const [deletes, deletion] = deed(kind, "delete") ?? [];

  test("is shown by each of its names, and listed first, once it is created", async () => {
    const [before, response] = [await itemsOf(lists), await create(creates)];
    const identifier = await identifierOf(response, kind, lists);
    const shown = await send(shows, { [labelOf(kind, shows)]: identifier });
    expect([shows, shown.status]).toEqual([shows, 200]);
    const { response: validator } = await loadOperation(operationOf(shows).name);
    expect([shows, validator?.issues(shown.body)]).toEqual([shows, []]);
    const body = Object(readPointer(shown.body, show?.at ?? ""));
    for (const member of kind.identity ?? []) {
      const { [member]: value } = body;
      if (value !== undefined) {
        expect([member, (await send(shows, { [labelOf(kind, shows)]: value })).body]).toEqual([member, shown.body]);
      }
    }
    const all = await send(lists, {});
    const listValidator = (await loadOperation(operationOf(lists).name)).response;
    expect([lists, listValidator?.issues(all.body)]).toEqual([lists, []]);
    const after = await itemsOf(lists);
    expect([lists, after.length]).toEqual([lists, before.length + 1]);
    expect([name, Object(after[0])[list?.key ?? kind.identity?.[0] ?? ""]]).toEqual([name, identifier]);
  });

  test("is not known to another session, nor after a reset", async () => {
    const identifier = await identifierOf(await create(creates), kind, lists);
    const parameters = { [labelOf(kind, shows)]: identifier };
    expect((await send(shows, parameters, undefined, "other")).status).toBe(404);
    expect((await send(shows, parameters)).status).toBe(200);
    mock.reset();
    expect((await send(shows, parameters)).status).toBe(404);
  });

  if (kind.token !== undefined) {
    test("is created once where a request is repeated with its token", async () => {
      const before = await itemsOf(lists);
      const token = "11112222-3333-4444-5555-666677778888";
      const [one, other] = [await create(creates, token), await create(creates, token)];
      expect([other, (await itemsOf(lists)).length]).toEqual([one, before.length + 1]);
    });
  }

  if (kind.unique !== undefined) {
    test("cannot have a name that is taken", async () => {
      await create(creates, "token-1");
      const { status, errorType } = await send(creates, {}, bodyFor(creates, "token-2"));
      expect([status, errorType]).toEqual([400, kind.unique?.taken]);
    });
  }

  if (deletes !== undefined && deletion?.each === undefined) {
    test("is gone once it is deleted", async () => {
      const before = await itemsOf(lists);
      const identifier = await identifierOf(await create(creates), kind, lists);
      mock.clock.advance(60_000);
      const statuses = [];
      for (const operation of [deletes, deletes, shows]) {
        statuses.push((await send(operation, { [labelOf(kind, operation)]: identifier })).status);
      }
      expect([statuses, await itemsOf(lists)]).toEqual([[operationOf(deletes).successStatus, 404, 404], before]);
    });
  }

  if (kind.tags !== undefined && kind.identity?.[0]?.match(/arn$/i)) {
    test("has the tags that it was given", async () => {
      const [member = "", body] = [kind.tags, bodyFor(creates)];
      const tags = [{ key: "made-by", value: "a test" }];
      const { body: response } = await send(creates, {}, { ...Object(body), [member]: tags });
      const resourceARN = await identifierOf(response, kind, lists);
      expect((await client.send(new ListTagsForResourceCommand({ resourceARN: String(resourceARN) }))).tags).toEqual(
        tags,
      );
    });
  }

  if (kind.states !== undefined) {
    test("reaches the state that lasts by the clock, and not before", async () => {
      const identifier = await identifierOf(await create(creates), kind, lists);
      const stateOf = async () => {
        const { body } = await send(shows, { [labelOf(kind, shows)]: identifier });
        return readPointer(body, `${show?.at ?? ""}/${kind.states?.member}`);
      };
      expect(Object.keys(kind.states?.steps ?? {})).toContain(await stateOf());
      mock.clock.advance(3_600_000);
      expect(kind.states?.ends?.well).toContain(await stateOf());
    });
  }
});
