// Writes `.br` and `.gz` beside every built file that shrinks, so that the server never compresses while answering.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const kinds = /\.(js|css|html|svg|json|webmanifest|txt)$/;

function* filesUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else if (kinds.test(entry.name)) yield path;
  }
}

let plain = 0;
let brotli = 0;
for (const path of filesUnder("dist")) {
  const bytes = readFileSync(path);
  if (bytes.length < 512) continue;
  const br = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  const gz = gzipSync(bytes, { level: 9 });
  if (br.length < bytes.length) writeFileSync(`${path}.br`, br);
  if (gz.length < bytes.length) writeFileSync(`${path}.gz`, gz);
  plain += statSync(path).size;
  brotli += br.length;
}
console.log(`compressed: ${(plain / 1024).toFixed(0)} kB -> ${(brotli / 1024).toFixed(0)} kB brotli`);
