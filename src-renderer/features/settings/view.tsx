export function SettingsView() {
  return <div className="empty">Settings</div>;
}
