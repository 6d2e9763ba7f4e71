import { createContext, useContext } from 'react';

/** The few words that the kit itself says; the app gives them in the chosen language. */
export interface KitTexts {
  close: string;
  cancel: string;
  retry: string;
  copy: string;
  clear: string;
  undo: string;
  loading: string;
  showTable: string;
  showChart: string;
  pickFile: string;
  reset: string;
  notifications: string;
  typeToConfirm: (text: string) => string;
  /** Puts a text on the clipboard and says so. */
  onCopy: (text: string) => void;
}

const missing: KitTexts = {
  close: 'close',
  cancel: 'cancel',
  retry: 'retry',
  copy: 'copy',
  clear: 'clear',
  undo: 'undo',
  loading: 'loading',
  showTable: 'table',
  showChart: 'chart',
  pickFile: 'file',
  reset: 'reset',
  notifications: 'notifications',
  typeToConfirm: (text) => text,
  onCopy: () => undefined,
};

export const KitTextsContext = createContext<KitTexts>(missing);
export const useKitTexts = (): KitTexts => useContext(KitTextsContext);
