/** The table of promised times in the contract's form: a row for each level, a column for each of the four main clocks. */
import { Form } from "antd";
import { useTranslation } from "react-i18next";
import { LEVELS, MAIN_CLOCKS } from "../api/types";
import { LevelTag } from "../shared/Level";
import { TargetInput } from "../shared/TargetInput";
import { ClauseDetails } from "./ClauseDetails";

export function ClauseTable() {
  const { t } = useTranslation();
  return (
    <>
      {LEVELS.map((level, row) => (
        <fieldset key={level} className="severity">
          <legend>
            <LevelTag level={level} />
          </legend>
          <div className="promise-line">
            {MAIN_CLOCKS.map((clock, column) => {
              const place = row * MAIN_CLOCKS.length + column;
              return (
                <div key={clock}>
                  <Form.Item
                    name={["table", place, "target"]}
                    label={t(`desk.clock.${clock}`)}
                    rules={
                      clock === "respond" ? [{ required: true, message: t("shared.required") }] : undefined
                    }
                    style={{ marginBlockEnd: 4 }}
                  >
                    <TargetInput aria-label={t(`desk.clock.${clock}`)} />
                  </Form.Item>
                  <ClauseDetails within="table" place={place} />
                </div>
              );
            })}
          </div>
        </fieldset>
      ))}
    </>
  );
}
