import { expect, it } from "vitest";
import { fates } from "./fates";

it("tells new checks from those that stay and those that go", () => {
  expect(fates(["video", "door"], ["web", "video"])).toEqual([
    { name: "video", fate: "stays" },
    { name: "door", fate: "new" },
    { name: "web", fate: "goes" },
  ]);
  expect(fates(["video"], undefined)).toEqual([{ name: "video", fate: null }]);
});
