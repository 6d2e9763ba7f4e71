import { z } from 'zod';

// An import with an effect, because it must come before every schema: zod looks at this when a schema is made, and otherwise tries
// to generate code, which the content policy refuses and reports.
z.config({ jitless: true });
