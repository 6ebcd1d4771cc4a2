// A mail server that takes every letter and remembers when it came.
import { createServer } from "node:net";

export async function mailServer() {
  const letters = [];
  const server = createServer((socket) => {
    socket.write("220 bench\r\n");
    let data = false;
    let text = "";
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      text += chunk;
      for (;;) {
        const end = text.indexOf(data ? "\r\n.\r\n" : "\r\n");
        if (end < 0) return;
        const word = data ? "" : text.slice(0, 4).toUpperCase();
        if (data) letters.push({ at: Date.now(), text: text.slice(0, end) });
        text = text.slice(end + (data ? 5 : 2));
        socket.write(data ? "250 taken\r\n" : word === "DATA" ? "354 go on\r\n" : word === "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
        data = word === "DATA";
      }
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { letters, port: server.address().port, stop: () => server.close() };
}
