import { Link } from "react-router";
import { PRODUCT, useBrand } from "./brand";
import styles from "./Logo.module.css";

/** A voice as a wave: the product's own drawing. */
function Wave() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden>
      <rect width="32" height="32" rx="8" className={styles["ground"]} />
      <path d="M8 14v4M12 10v12M16 7v18M20 11v10M24 14v4" className={styles["wave"]} />
    </svg>
  );
}

/** The picture on a plate that is light in the dark as well: nobody knows what colour it is drawn in. */
export const Picture = ({ src }: { src: string }) => <img src={src} alt="" className={styles["picture"]} />;

/** The brand that the page wears. A picture without a name speaks for itself. */
export function Logo() {
  const { name, logo } = useBrand();
  const said = name || (logo ? "" : PRODUCT);
  return (
    <Link to="/" className={styles["logo"]} aria-label={name || PRODUCT}>
      {logo ? <Picture src={logo} /> : <Wave />}
      {said && <span>{said}</span>}
    </Link>
  );
}
