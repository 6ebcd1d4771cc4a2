/** Narrows a list to one customer; nothing for customers' own people, who see theirs only. */
import { useSession } from "../session/session";
import type { ListState } from "../shared/useListState";
import { CustomerPicker } from "./pickers";

export function CustomerFilter({ state }: { state: Pick<ListState<"customer_id">, "filters" | "change"> }) {
  const { person } = useSession();
  if (person.role === "customer") return null;
  return (
    <CustomerPicker
      allowClear
      className="list-filter"
      value={Number(state.filters.customer_id) || undefined}
      onChange={(id) => state.change({ customer_id: id ? String(id) : null })}
    />
  );
}
