import {
  IconLayoutBottombar,
  IconLayoutSidebar,
  IconLayoutSidebarRight,
  IconMoon,
  IconSearch,
  IconSun,
} from "@tabler/icons-react";
import { runAction, useFrame } from "../frame-actions.ts";
import { Shortcut } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Logo } from "../ui/logo.tsx";
import { toggleBottom, toggleSide, useFrameLayout } from "./frame-store.ts";
import { toggleTheme } from "./theme.ts";

export function TitleBar({ openPalette }: { readonly openPalette: () => void }) {
  const workspace = useFrame((state) => state.status?.workspace);
  const dark = useFrame((state) => state.dark);
  const { side, bottom } = useFrameLayout();
  const icon = { size: 16, stroke: 1.6 };
  return (
    <header className="title-bar">
      <div className="title-left">
        <Logo />
        <span className="title-name ellipsis" data-testid="workspace-name" title={workspace?.path ?? undefined}>
          {workspace === undefined ? "Weir" : workspace.name}
          {workspace?.dirty === true ? " •" : ""}
        </span>
      </div>
      <button type="button" className="title-search" onClick={openPalette} data-testid="open-palette">
        <IconSearch size={14} stroke={1.6} />
        <span className="grow">Search or run a command</span>
        <Shortcut keys="Ctrl+Shift+P" />
      </button>
      <div className="title-right">
        <Button kind="plain" icon small aria-label="Side bar [" pressed={side} onClick={toggleSide}>
          <IconLayoutSidebar {...icon} />
        </Button>
        <Button kind="plain" icon small aria-label="Bottom panel" pressed={bottom} onClick={toggleBottom}>
          <IconLayoutBottombar {...icon} />
        </Button>
        <Button kind="plain" icon small aria-label="Inspector ]" onClick={() => runAction("toggle-inspector")}>
          <IconLayoutSidebarRight {...icon} />
        </Button>
        <Button
          kind="plain"
          icon
          small
          aria-label={dark ? "Light theme" : "Dark theme"}
          data-testid="toggle-theme"
          onClick={toggleTheme}
        >
          {dark ? <IconSun {...icon} /> : <IconMoon {...icon} />}
        </Button>
      </div>
    </header>
  );
}
