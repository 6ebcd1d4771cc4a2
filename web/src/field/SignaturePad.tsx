/** A sheet to sign on with a finger, a pen or a mouse; who cannot draw signs with the typed name. */
import { ClearOutlined, FontSizeOutlined } from "@ant-design/icons";
import { Button, Flex } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

type Point = { x: number; y: number };
/** Strokes in parts of the sheet's width and height, so that turning the phone keeps the signature. */
type Stroke = Point[];

interface SignaturePadProps {
  /** The name that is written when the signer chooses to sign by typing. */
  name: string;
  /** A PNG as a `data:` address, or nothing while the sheet is empty. */
  onChange: (png: string | null) => void;
}

const INK = "#10212b";

export function SignaturePad({ name, onChange }: SignaturePadProps) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const strokes = useRef<Stroke[]>([]);
  const drawing = useRef<Stroke | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [empty, setEmpty] = useState(true);

  const redraw = useCallback(() => {
    const sheet = canvas.current;
    const pen = sheet?.getContext("2d");
    if (!sheet || !pen) return;
    const { width, height } = sheet;
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, width, height);
    pen.strokeStyle = INK;
    pen.fillStyle = INK;
    pen.lineWidth = Math.max(2, width / 240);
    pen.lineCap = "round";
    pen.lineJoin = "round";
    if (typed) {
      pen.font = `italic ${Math.round(height * 0.32)}px "Segoe Script", "KaiTi", "STKaiti", cursive`;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillText(typed, width / 2, height / 2, width * 0.92);
    }
    for (const stroke of strokes.current) trace(pen, stroke, width, height);
  }, [typed]);

  const tell = useCallback(() => {
    const nothing = strokes.current.length === 0 && !typed;
    setEmpty(nothing);
    onChange(nothing ? null : (canvas.current?.toDataURL("image/png") ?? null));
  }, [typed, onChange]);

  useEffect(() => {
    const sheet = canvas.current;
    if (!sheet) return;
    const resize = () => {
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      sheet.width = Math.round(sheet.clientWidth * ratio);
      sheet.height = Math.round(sheet.clientHeight * ratio);
      redraw();
    };
    resize();
    const watcher = new ResizeObserver(resize);
    watcher.observe(sheet);
    return () => watcher.disconnect();
  }, [redraw]);

  // A typed name is drawn by `redraw`; only then is there something to tell.
  useEffect(() => {
    if (typed) tell();
  }, [typed, tell]);

  const pointOf = (event: React.PointerEvent<HTMLCanvasElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  const finish = () => {
    if (!drawing.current) return;
    drawing.current = null;
    tell();
  };
  const clear = () => {
    strokes.current = [];
    setTyped(null);
    setEmpty(true);
    onChange(null);
    requestAnimationFrame(redraw);
  };
  return (
    <div>
      <div className="signature-sheet">
        <canvas
          ref={canvas}
          className="signature-canvas"
          aria-label={t("field.signature")}
          role="img"
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            drawing.current = [pointOf(event)];
            strokes.current.push(drawing.current);
            redraw();
          }}
          onPointerMove={(event) => {
            if (!drawing.current) return;
            drawing.current.push(pointOf(event));
            redraw();
          }}
          onPointerUp={finish}
          onPointerCancel={finish}
        />
        {empty && <span className="signature-hint">{t("field.sign_here")}</span>}
      </div>
      <Flex gap={8} justify="space-between" wrap style={{ marginBlockStart: 8 }}>
        <Button
          icon={<FontSizeOutlined />}
          disabled={name.trim() === ""}
          onClick={() => setTyped(name.trim())}
        >
          {t("field.sign_by_name")}
        </Button>
        <Button icon={<ClearOutlined />} onClick={clear}>
          {t("field.clear_signature")}
        </Button>
      </Flex>
    </div>
  );
}

function trace(pen: CanvasRenderingContext2D, stroke: Stroke, width: number, height: number): void {
  const [first, ...rest] = stroke;
  if (!first) return;
  pen.beginPath();
  pen.moveTo(first.x * width, first.y * height);
  if (rest.length === 0) pen.lineTo(first.x * width + 0.1, first.y * height);
  let before = first;
  for (const point of rest) {
    // Through the midpoints: a finger's corners become curves.
    const middle = { x: (before.x + point.x) / 2, y: (before.y + point.y) / 2 };
    pen.quadraticCurveTo(before.x * width, before.y * height, middle.x * width, middle.y * height);
    before = point;
  }
  pen.lineTo(before.x * width, before.y * height);
  pen.stroke();
}
