/** Saying that time does not count: whose, what, from when to when, why, and what proves it. */
import { useQueryClient } from "@tanstack/react-query";
import { Form, Input, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { EXCLUSION_REASONS, type NewAvailabilityExclusion } from "../../api/types";
import { CustomerPicker } from "../../archive/pickers";
import { FormDialog } from "../../shared/FormDialog";
import { instantOf, zoneName } from "../../shared/zone";
import { TargetsField, type TargetWord, targetOf } from "../maintenance/TargetsField";
import { enterExclusion } from "../queries";
import "../watch.css";

interface ExclusionForm {
  customer_id: number;
  targets: TargetWord[];
  /** Civil times of the zone that is shown. */
  starts_at: string;
  ends_at: string;
  reason: NewAvailabilityExclusion["reason"];
  note: string;
}

export function ExclusionDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const zone = zoneName();
  const required = [{ required: true, message: t("shared.required") }];
  return (
    <FormDialog<ExclusionForm>
      open
      width={680}
      title={t("availability.exclude")}
      intro={t("availability.exclude_intro")}
      submitText={t("availability.exclude")}
      initialValues={{ reason: "third_party_power" }}
      onSubmit={async ({ targets, starts_at, ends_at, ...rest }) => {
        await enterExclusion({
          ...rest,
          targets: targets.map(targetOf),
          starts_at: instantOf(starts_at, zone).toISOString(),
          ends_at: instantOf(ends_at, zone).toISOString(),
        });
        for (const noun of ["exclusions", "availability"])
          void queries.invalidateQueries({ queryKey: [noun] });
      }}
      onClose={onClose}
    >
      <Whose />
      <div className="form-columns">
        <Form.Item name="starts_at" label={t("availability.excluded_from")} rules={required} extra={zone}>
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item name="ends_at" label={t("availability.excluded_to")} rules={required}>
          <Input type="datetime-local" />
        </Form.Item>
      </div>
      <Form.Item name="reason" label={t("availability.reason_title")} rules={required}>
        <Radio.Group
          options={EXCLUSION_REASONS.map((reason) => ({
            value: reason,
            label: t(`availability.reason.${reason}`),
          }))}
        />
      </Form.Item>
      <Form.Item
        name="note"
        label={t("availability.note")}
        extra={t("availability.note_hint")}
        rules={required}
      >
        <Input.TextArea maxLength={2000} autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
    </FormDialog>
  );
}

/** Whose, and what of theirs: another customer has other devices. */
function Whose() {
  const { t } = useTranslation();
  const form = Form.useFormInstance<ExclusionForm>();
  const customerId = Form.useWatch("customer_id", form);
  const required = [{ required: true, message: t("shared.required") }];
  return (
    <>
      <Form.Item name="customer_id" label={t("archive.customer")} rules={required}>
        <CustomerPicker onChange={() => form.setFieldsValue({ targets: [] })} />
      </Form.Item>
      <Form.Item
        name="targets"
        label={t("availability.excluded_what")}
        extra={t("availability.excluded_what_hint")}
        rules={[{ required: true, message: t("maintenance.choose_targets") }]}
      >
        <TargetsField customerId={customerId} known={[]} />
      </Form.Item>
    </>
  );
}
