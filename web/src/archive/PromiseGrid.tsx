/** The promised times of a contract, by level. */
import { useTranslation } from "react-i18next";
import { CLOCK_KINDS, type Contract } from "../api/types";
import { spanInWords } from "../shared/duration";
import { LevelTag } from "../shared/Level";

export function PromiseGrid({ contract }: { contract: Contract }) {
  const { t } = useTranslation();
  return (
    <table className="promise-grid">
      <caption className="visually-hidden">{t("archive.promises")}</caption>
      <thead>
        <tr>
          <td />
          {CLOCK_KINDS.map((kind) => (
            <th key={kind} scope="col">
              {t(`desk.clock.${kind}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {contract.promises.map((promise) => (
          <tr key={promise.level}>
            <th scope="row">
              <LevelTag level={promise.level} short />
            </th>
            {CLOCK_KINDS.map((kind) => (
              <td key={kind}>{spanInWords(promise[`${kind}_seconds`], t)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
