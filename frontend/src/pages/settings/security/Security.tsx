import { columns } from "~/ui/Layout";
import { SettingsFrame } from "../Frame";
import { Password } from "./Password";
import { SecondFactor } from "./SecondFactor";
import { Sessions } from "./Sessions";

/** Who can come in as me, and from where? */
export default function Security() {
  return (
    <SettingsFrame part="security">
      <div className={columns.stack}>
        <div className={columns.column}>
          <SecondFactor />
          <Password />
        </div>
        <Sessions />
      </div>
    </SettingsFrame>
  );
}
