/** Spans of time in words and as a clock face. */
import type { TFunction } from "i18next";

/** `00:12:31`, `27:05:00`, `3 d 04:12`; the sign is the caller's to show. */
export function clockFace(seconds: number): { days: number; face: string } {
  const whole = Math.floor(Math.abs(seconds));
  const days = whole >= 48 * 3600 ? Math.floor(whole / 86_400) : 0;
  const rest = whole - days * 86_400;
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = two(Math.floor(rest / 3600));
  const minutes = two(Math.floor((rest % 3600) / 60));
  return { days, face: days > 0 ? `${hours}:${minutes}` : `${hours}:${minutes}:${two(rest % 60)}` };
}

/** The two largest units that matter: `2 h 5 min`, `40 s`, `3 d 4 h`. */
export function spanInWords(seconds: number, t: TFunction): string {
  const whole = Math.max(0, Math.round(Math.abs(seconds)));
  if (whole < 60) return t("shared.duration.seconds", { value: whole });
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) {
    const rest = whole % 60;
    return rest && minutes < 5
      ? join(t("shared.duration.minutes", { value: minutes }), t("shared.duration.seconds", { value: rest }))
      : t("shared.duration.minutes", { value: minutes });
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    const rest = minutes % 60;
    return rest
      ? join(t("shared.duration.hours", { value: hours }), t("shared.duration.minutes", { value: rest }))
      : t("shared.duration.hours", { value: hours });
  }
  const days = Math.floor(hours / 24);
  const rest = hours % 24;
  return rest
    ? join(t("shared.duration.days", { value: days }), t("shared.duration.hours", { value: rest }))
    : t("shared.duration.days", { value: days });
}

function join(large: string, small: string): string {
  return `${large} ${small}`;
}
