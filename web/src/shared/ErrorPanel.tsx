/** What went wrong and what to do next, in place of the thing that could not be shown. */
import { ReloadOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";

export function ErrorPanel({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  if (!error) return null;
  const problem = asProblem(error);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={problem.title || problem.detail}
      description={
        <>
          {problem.title && <div>{problem.detail}</div>}
          {problem.fields.length > 0 && (
            <ul className="plain-bullets">
              {problem.fields.map((field) => (
                <li key={`${field.path}:${field.code}`}>
                  <code>{field.path}</code> {field.detail}
                </li>
              ))}
            </ul>
          )}
        </>
      }
      action={
        retry && (
          <Button size="small" icon={<ReloadOutlined />} onClick={retry}>
            {t("shared.retry")}
          </Button>
        )
      }
    />
  );
}
