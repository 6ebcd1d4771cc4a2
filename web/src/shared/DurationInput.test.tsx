import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { DurationInput, unitFor } from "./DurationInput";

afterEach(cleanup);

it("shows whole hours as hours and everything else as minutes", () => {
  expect(unitFor(7200)).toBe("hours");
  expect(unitFor(5400)).toBe("minutes");
  expect(unitFor(90)).toBe("minutes");
  expect(unitFor(0)).toBe("minutes");
  expect(unitFor(null)).toBe("minutes");
});

it("answers seconds", () => {
  const changed = vi.fn();
  render(<DurationInput value={7200} onChange={changed} />);
  const number = screen.getByRole<HTMLInputElement>("spinbutton");
  expect(number.value).toBe("2");
  fireEvent.change(number, { target: { value: "4" } });
  expect(changed).toHaveBeenLastCalledWith(14_400);
  fireEvent.change(number, { target: { value: "" } });
  expect(changed).toHaveBeenLastCalledWith(null);
});
