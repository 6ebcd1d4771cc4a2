/** Writing a contract: its term and its table of promised times. Each change makes a version; running promises keep theirs. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, DatePicker, Form, Input, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import { Problem } from "../api/problem";
import { type Clause, type Contract, LEVELS, MAIN_CLOCKS, type NewClause } from "../api/types";
import { DurationInput } from "../shared/DurationInput";
import { FormDialog } from "../shared/FormDialog";
import { ClauseLines } from "./ClauseLines";
import { ClauseTable } from "./ClauseTable";
import { isInTable } from "./PromiseGrid";
import { CustomerPicker } from "./pickers";
import { changeContract, createContract, usualContractQuery } from "./queries";

type Line = Partial<Omit<NewClause, "clock">> & Pick<NewClause, "clock">;

interface ContractForm extends Pick<Contract, "customer_id" | "name" | "number" | "zone"> {
  term: [Dayjs, Dayjs];
  call_next_after_seconds: number;
  /** The table: levels 1, 2 and 3, in each the four main clocks, in this order; a line without a target is not promised. */
  table: Line[];
  /** Every other line. */
  lines: Line[];
}

interface ContractDialogProps {
  /** The contract to change; a new one when absent. */
  contract?: Contract;
  customerId?: number;
  onClose: () => void;
}

export function ContractDialog({ contract, customerId, onClose }: ContractDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const usual = useQuery({ ...usualContractQuery, enabled: !contract });
  const began = contract
    ? {
        ...contract,
        ...sorted(contract.clauses),
        term: [dayjs(contract.starts_on), dayjs(contract.ends_on)],
      }
    : usual.data && { ...usual.data, ...sorted(usual.data.clauses), customer_id: customerId };
  // What is usually promised is offered; where it cannot be had, the form begins empty.
  if (!began && !usual.error) return null;
  return (
    <FormDialog<ContractForm>
      open
      width={1080}
      title={contract ? t("archive.edit_contract") : t("archive.add_contract")}
      intro={contract ? t("archive.new_version") : undefined}
      submitText={contract ? t("shared.save") : t("archive.add_contract")}
      initialValues={began ?? { customer_id: customerId, ...sorted([]) }}
      onSubmit={async ({ customer_id, term, table, lines, ...rest }) => {
        // Where each line stands in the form: the server names a mistake by its place in what was sent.
        const placed = [
          ...table.map((line, index) => ({ line: { ...base(index), ...line }, at: `table[${index}]` })),
          ...(lines ?? []).map((line, index) => ({ line, at: `lines[${index}]` })),
        ].filter(({ line, at }) => at.startsWith("lines") || line.target);
        const wanted = {
          name: rest.name,
          number: rest.number,
          zone: rest.zone,
          call_next_after_seconds: rest.call_next_after_seconds,
          starts_on: term[0].format("YYYY-MM-DD"),
          ends_on: term[1].format("YYYY-MM-DD"),
          clauses: placed.map(({ line }) => ({ ...line, target: line.target ?? "" }) as NewClause),
        };
        try {
          const saved = contract
            ? await changeContract(contract.id, { ...wanted, version: contract.version })
            : await createContract({ ...wanted, customer_id });
          void queries.invalidateQueries({ queryKey: ["contracts"] });
          void message.success(t("archive.saved", { name: saved.name }));
        } catch (error) {
          if (error instanceof Problem)
            for (const field of error.fields)
              field.path = field.path.replace(
                /^clauses\[(\d+)\]/,
                (all, at) => placed[Number(at)]?.at ?? all,
              );
          throw error;
        }
      }}
      onClose={onClose}
    >
      <Fields fixedCustomer={contract !== undefined} />
    </FormDialog>
  );
}

/** What a place in the table is for. */
function base(index: number): Pick<Line, "clock" | "level"> {
  const clock = MAIN_CLOCKS[index % MAIN_CLOCKS.length] ?? "respond";
  return { clock, level: LEVELS[Math.floor(index / MAIN_CLOCKS.length)] ?? 1 };
}

/** The lines as the form holds them. */
function sorted(clauses: readonly (Clause | NewClause)[]): Pick<ContractForm, "table" | "lines"> {
  const whole = clauses.map((clause) => ({
    ...clause,
    level: (clause.level ?? null) as Clause["level"],
    kind: clause.kind ?? null,
    site_class: clause.site_class ?? null,
    guard: clause.guard ?? null,
  }));
  const table = Array.from({ length: LEVELS.length * MAIN_CLOCKS.length }, (_, index) => {
    const { clock, level } = base(index);
    const found = whole.find((line) => isInTable(line) && line.clock === clock && line.level === level);
    return found ?? { clock, level };
  });
  return { table, lines: whole.filter((line) => !isInTable(line)) };
}

function Fields({ fixedCustomer }: { fixedCustomer: boolean }) {
  const { t } = useTranslation();
  const required = [{ required: true, message: t("shared.required") }];
  return (
    <>
      <div className="form-columns">
        <Form.Item name="customer_id" label={t("archive.customer")} rules={required}>
          <CustomerPicker disabled={fixedCustomer} />
        </Form.Item>
        <Form.Item name="name" label={t("archive.name")} rules={required}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="number" label={t("archive.contract_number")} rules={required}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="term" label={t("archive.term")} rules={required}>
          <DatePicker.RangePicker style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="zone" label={t("archive.zone")} rules={required}>
          <Select
            showSearch
            options={Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value }))}
          />
        </Form.Item>
        <Form.Item
          name="call_next_after_seconds"
          label={t("archive.call_next")}
          rules={required}
          extra={t("archive.call_next_hint")}
        >
          <DurationInput />
        </Form.Item>
      </div>
      <ClauseTable />
      <ClauseLines />
      <p className="faint small">{t("archive.promises_hint")}</p>
    </>
  );
}
