import type { z } from 'zod';

/** The part of a zod issue that a reason is made of. */
type Issue = z.core.$ZodIssue;

/**
 * Why a value was refused, without words: `code` or `code:value`. `renderMessage` turns it into a phrase of the reader's language
 * (`errors.reasons` in `shared/i18n`). Never contains the refused value itself, which may be a secret.
 */
export function reasonOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `wrong-type:${issue.expected}`;
    case 'too_small':
      return `${boundReason(issue.origin, 'too-small', 'too-short', 'too-few')}:${issue.minimum}`;
    case 'too_big':
      return `${boundReason(issue.origin, 'too-big', 'too-long', 'too-many')}:${issue.maximum}`;
    case 'invalid_format':
      return 'wrong-format';
    case 'not_multiple_of':
      return `not-a-multiple:${issue.divisor}`;
    case 'invalid_value':
      return `not-an-option:${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `unknown-keys:${issue.keys.join(', ')}`;
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return 'invalid';
  }
}

function boundReason(origin: string, ofNumber: string, ofText: string, ofList: string): string {
  if (origin === 'string') return ofText;
  return origin === 'array' || origin === 'set' || origin === 'map' ? ofList : ofNumber;
}
