/**
 * The commands that the runner of GitHub Actions would take out of an output, as it reads lines:
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs and
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs
 */
export function workflowCommands(output: string): readonly string[] {
  const commands: string[] = [];
  let token: string | undefined;
  for (const line of output.split(/\r\n|[\n\r]/)) {
    const text = line.trim();
    if (token !== undefined) {
      token = text === `::${token}::` || text.includes(`##[${token}]`) ? undefined : token;
      continue;
    }
    const [, name, data] = /^::([^\s:]+)[^:]*::(.*)$/.exec(text) ?? /##\[([^\]\s]+)[^\]]*\](.*)$/.exec(text) ?? [];
    if (name === "stop-commands") {
      token = data;
    } else if (name !== undefined) {
      commands.push(text);
    }
  }
  return commands;
}
