/** Sending an engineer to the site. */
import { useQueryClient } from "@tanstack/react-query";
import { App, DatePicker, Form } from "antd";
import type { Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import type { TicketDetail } from "../api/types";
import { EngineerField } from "../desk/ActionDialog";
import { FormDialog } from "../shared/FormDialog";
import { createVisit } from "./queries";

interface VisitDialogProps {
  ticket: TicketDetail;
  open: boolean;
  onClose: () => void;
}

export function VisitDialog({ ticket, open, onClose }: VisitDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return (
    <FormDialog<{ engineer_id: number; planned_at?: Dayjs | null }>
      open={open}
      title={t("field.new_visit")}
      intro={t("field.new_visit_intro", { site: ticket.site?.name ?? ticket.customer.name })}
      submitText={t("field.send")}
      initialValues={{ engineer_id: ticket.owner?.id }}
      onSubmit={async ({ engineer_id, planned_at }) => {
        await createVisit({
          ticket_id: ticket.id,
          engineer_id,
          ...(planned_at ? { planned_at: planned_at.toISOString() } : {}),
        });
        for (const touched of ["visits", "tickets"]) void queries.invalidateQueries({ queryKey: [touched] });
        void message.success(t("field.sent"));
      }}
      onClose={onClose}
    >
      <EngineerField name="engineer_id" />
      <Form.Item name="planned_at" label={t("field.planned_at")} extra={t("field.planned_at_hint")}>
        <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" style={{ width: "100%" }} />
      </Form.Item>
    </FormDialog>
  );
}
