import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ShortcutList } from "../ui/shortcut-list.tsx";

/** Every key, at `?`. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog
      title="Keys"
      width={860}
      onClose={onClose}
      data-testid="shortcuts-dialog"
      footer={
        <>
          <span className="spacer" />
          <Button kind="primary" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
      <section className="shortcuts-scroll" tabIndex={0} aria-label="Keys">
        <ShortcutList />
      </section>
    </Dialog>
  );
}
