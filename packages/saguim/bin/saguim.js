#!/usr/bin/env node
// `npx saguim …` is what people try first; the commands live in a package of their own (docs/decisions/commands-package.md).
import { main } from '@saguim/cli';

process.exitCode = await main(process.argv.slice(2));
