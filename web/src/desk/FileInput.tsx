/** A file that is kept with the ticket as soon as it is chosen; the field's value is its id. */
import { PaperClipOutlined } from "@ant-design/icons";
import { Upload } from "antd";
import { type Ref, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import type { EvidenceFile } from "../api/types";
import { addTicketFile } from "./queries";

interface FileInputProps {
  id?: string;
  ticketId: number;
  value?: number | null;
  onChange?: (file: number | null) => void;
  ref?: Ref<HTMLInputElement>;
}

const KINDS = "image/jpeg,image/png,image/webp,audio/*,video/mp4,video/webm,application/pdf";

export function FileInput({ id, ticketId, onChange }: FileInputProps) {
  const { t } = useTranslation();
  const [file, setFile] = useState<EvidenceFile | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  return (
    <>
      <Upload.Dragger
        id={id}
        accept={KINDS}
        maxCount={1}
        showUploadList={false}
        customRequest={({ file: chosen, onSuccess, onError }) => {
          setWrong(null);
          addTicketFile(ticketId, chosen as File).then(
            (kept) => {
              setFile(kept);
              onChange?.(kept.id);
              onSuccess?.(kept);
            },
            (error) => {
              const problem = asProblem(error);
              setWrong(problem.detail || problem.title);
              onError?.(problem);
            },
          );
        }}
      >
        <PaperClipOutlined /> {file ? file.name : t("desk.evidence_file_hint")}
      </Upload.Dragger>
      {wrong && <span className="legend-down small">{wrong}</span>}
    </>
  );
}
