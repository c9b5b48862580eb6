import { SettingsFrame } from "../Frame";
import { Password } from "./Password";
import { SecondFactor } from "./SecondFactor";
import styles from "./Security.module.css";
import { Sessions } from "./Sessions";

/** Who can come in as me, and from where? */
export default function Security() {
  return (
    <SettingsFrame part="security">
      <div className={styles["stack"]}>
        <SecondFactor />
        <Sessions />
        <Password />
      </div>
    </SettingsFrame>
  );
}
