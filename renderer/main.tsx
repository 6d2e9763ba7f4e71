import { config } from 'zod/v4/core';

// Before any schema is made, hence the second step: zod otherwise tries to generate code, which the content policy refuses and reports.
config({ jitless: true });
await import('./start.tsx');
