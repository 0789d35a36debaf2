/** What some browsers have and TypeScript's DOM does not know. */
declare global {
  interface Navigator {
    /** Global Privacy Control (W3C). */
    readonly globalPrivacyControl?: boolean;
  }
  interface Document {
    /** Speculation rules: the page is only prepared, nobody sees it yet. */
    readonly prerendering?: boolean;
  }
}

export {};
