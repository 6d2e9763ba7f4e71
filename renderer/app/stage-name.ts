import { useTranslation } from 'react-i18next';

/** A job's stage in words; an unknown one by its own name. */
export function useStageName(): (stage: string) => string {
  const { t, i18n } = useTranslation();
  return (stage) => (i18n.exists(`jobs.stage.${stage}`) ? t(`jobs.stage.${stage}`) : stage);
}
