import { IconX } from "@tabler/icons-react";
import { closeNotice, useFrame } from "../frame-actions.ts";
import { Button } from "../ui/button.tsx";

export function Notices() {
  const notices = useFrame((state) => state.notices);
  return (
    <div className="notices" aria-live="polite" data-testid="notices">
      {notices.map((notice) => (
        <div key={notice.id} className={`notice ${notice.kind}`} role={notice.kind === "error" ? "alert" : "status"}>
          <span className="grow selectable">{notice.text}</span>
          <Button kind="plain" icon small aria-label="Close" onClick={() => closeNotice(notice.id)}>
            <IconX size={14} stroke={1.6} />
          </Button>
        </div>
      ))}
    </div>
  );
}
