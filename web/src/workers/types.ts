/** The reconcilers behind the pages and how they fare. */
export interface Worker {
  name: string;
  node: string;
  period_seconds: number;
  state: "idle" | "running" | "failing";
  last_started_at: string | null;
  last_finished_at: string | null;
  runs: number;
  failures: number;
  /** Things done since the program started. */
  done: number;
  /** What the last good run said of itself. */
  last_report: string;
  /** Only one node at a time runs it. */
  leased: boolean;
  last_error: string | null;
  lease: { holder: string; until: string } | null;
}
