import { SaguimError } from '@saguim/engine';
import { checkPolicy, type Policy, type PolicyPreset, policyPresets, presetPolicy } from 'saguim';
import { isFileError, readWhole } from './file-errors.js';
import { whatOf } from './report-error.js';

/** A policy by the name of a preset, or from a JSON file. @throws {SaguimError} that names the file and the place in it; as `readWhole` */
export function readPolicy(nameOrFile: string): Policy {
  if ((policyPresets as readonly string[]).includes(nameOrFile)) return presetPolicy(nameOrFile as PolicyPreset);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(readWhole(nameOrFile)));
  } catch (cause) {
    if (!isFileError(cause)) {
      if (cause instanceof SaguimError) throw cause;
      throw new SaguimError('bad-file', 'The policy is not JSON', { where: nameOrFile, hint: (cause as Error).message, cause });
    }
    if (cause.code !== 'ENOENT') throw cause;
    throw new SaguimError('not-found', `There is no policy "${nameOrFile}"`, {
      hint: `Give --policy ${policyPresets.join(', ')}, or a JSON file.`,
      cause,
    });
  }
  try {
    return checkPolicy(json);
  } catch (cause) {
    if (!(cause instanceof SaguimError)) throw cause;
    throw new SaguimError('bad-file', whatOf(cause), { where: `${nameOrFile}: ${cause.where}`, hint: cause.hint, cause });
  }
}
