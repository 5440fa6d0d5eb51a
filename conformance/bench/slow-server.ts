// Refuses everything after a delay in milliseconds, to measure how well requests overlap.
import { createServer } from "node:http";

const [delayMs = "50"] = process.argv.slice(2);
const server = createServer((request, response) => {
  request.resume();
  setTimeout(() => {
    response.writeHead(400, { "content-type": "application/json", "x-amzn-requestid": "1" }).end("{}");
  }, Number(delayMs));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`);
});
