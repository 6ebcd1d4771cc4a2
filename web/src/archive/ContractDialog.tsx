/** Writing a contract: its term and its table of promised times. Each change makes a version; running promises keep theirs. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, DatePicker, Form, Input, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import { CLOCK_KINDS, type Contract, LEVELS, type PromisedTimes } from "../api/types";
import { DurationInput } from "../shared/DurationInput";
import { FormDialog } from "../shared/FormDialog";
import { LevelTag } from "../shared/Level";
import { CustomerPicker } from "./pickers";
import { changeContract, createContract, usualContractQuery } from "./queries";

interface ContractForm extends Pick<Contract, "customer_id" | "name" | "number" | "zone"> {
  term: [Dayjs, Dayjs];
  call_next_after_seconds: number;
  /** Levels 1, 2 and 3, in this order: the server names a mistake by its place in it. */
  promises: Omit<PromisedTimes, "level">[];
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
    ? { ...contract, term: [dayjs(contract.starts_on), dayjs(contract.ends_on)] }
    : usual.data && { ...usual.data, customer_id: customerId };
  // What is usually promised is offered; where it cannot be had, the form begins empty.
  if (!began && !usual.error) return null;
  return (
    <FormDialog<ContractForm>
      open
      width={860}
      title={contract ? t("archive.edit_contract") : t("archive.add_contract")}
      intro={contract ? t("archive.new_version") : undefined}
      submitText={contract ? t("shared.save") : t("archive.add_contract")}
      initialValues={began ?? { customer_id: customerId }}
      onSubmit={async ({ customer_id, term, promises, ...rest }) => {
        const wanted = {
          ...rest,
          starts_on: term[0].format("YYYY-MM-DD"),
          ends_on: term[1].format("YYYY-MM-DD"),
          promises: LEVELS.map((level, index) => ({ ...promises[index], level }) as PromisedTimes),
        };
        const saved = contract
          ? await changeContract(contract.id, { ...wanted, version: contract.version })
          : await createContract({ ...wanted, customer_id });
        void queries.invalidateQueries({ queryKey: ["contracts"] });
        void message.success(t("archive.saved", { name: saved.name }));
      }}
      onClose={onClose}
    >
      <Fields fixedCustomer={contract !== undefined} />
    </FormDialog>
  );
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
      {LEVELS.map((level, index) => (
        <fieldset key={level} className="severity">
          <legend>
            <LevelTag level={level} />
          </legend>
          <div className="promise-line">
            {CLOCK_KINDS.map((kind) => (
              <Form.Item
                key={kind}
                name={["promises", index, `${kind}_seconds`]}
                label={t(`desk.clock.${kind}`)}
                rules={required}
              >
                <DurationInput />
              </Form.Item>
            ))}
          </div>
        </fieldset>
      ))}
      <p className="faint small">{t("archive.promises_hint")}</p>
    </>
  );
}
