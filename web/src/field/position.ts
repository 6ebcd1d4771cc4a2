/** Where the phone is, if its owner wants to say so. */
import type { Position } from "../api/types";

const KEY = "aftercare.position";
const PATIENCE_MS = 8000;

export function sharesPosition(): boolean {
  return localStorage.getItem(KEY) === "yes";
}
export function setSharesPosition(shares: boolean): void {
  localStorage.setItem(KEY, shares ? "yes" : "no");
}
/** A browser tells its place only to pages that came over an encrypted way (or from the machine itself). */
export function canShare(): boolean {
  return window.isSecureContext && "geolocation" in navigator;
}

/** The position, or nothing when it is not wanted or not to be had: a step never waits for it longer than a breath. */
export function position(): Promise<Position | undefined> {
  if (!sharesPosition() || !canShare()) return Promise.resolve(undefined);
  return new Promise((resolve) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          latitude: coords.latitude,
          longitude: coords.longitude,
          accuracy_metres: Math.round(coords.accuracy),
        }),
      () => resolve(undefined),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 60_000 },
    ),
  );
}
