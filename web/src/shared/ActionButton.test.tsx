import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ActionButton } from "./ActionButton";

afterEach(cleanup);

describe("a button that may not be pressed", () => {
  it("can be reached, says why, and does nothing", () => {
    const pressed = vi.fn();
    render(
      <ActionButton whyNot="Let the customer sign first." onClick={pressed}>
        Leave
      </ActionButton>,
    );
    const button = screen.getByRole("button");
    expect(button.hasAttribute("disabled")).toBe(false);
    expect(button.getAttribute("aria-disabled")).toBe("true");
    const reason = document.getElementById(button.getAttribute("aria-describedby") ?? "");
    expect(reason?.textContent).toBe("Let the customer sign first.");
    fireEvent.click(button);
    expect(pressed).not.toHaveBeenCalled();
  });

  it("is an ordinary button once it may", () => {
    const pressed = vi.fn();
    render(<ActionButton onClick={pressed}>Leave</ActionButton>);
    fireEvent.click(screen.getByRole("button", { name: "Leave" }));
    expect(pressed).toHaveBeenCalledOnce();
  });
});
