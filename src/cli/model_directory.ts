import { InputError } from "../errors.ts";
import { readAnyModel } from "../model/any_checkpoint.ts";
import { MODEL_FILES, type ModelContent, modelContent } from "../model/checkpoint.ts";
import { sharedModelContent } from "../model/shared_checkpoint.ts";
import { isShared, type Model } from "../model/model.ts";
import { makeFolder, openFile, writeFiles } from "./files.ts";
import { readBytes } from "../formats/input_source.ts";

/** A model of either mode, with what is stored beside it. */
export interface LoadedModel {
  /** The model. */
  readonly model: Model;
  /** Titles of the items, by index. */
  readonly itemLabels?: readonly string[];
  /** What was remembered at training: the names of the input files. */
  readonly notes: Readonly<Record<string, unknown>>;
}

/**
 * Writes a model's three files, the config last: a folder with a config holds a whole model.
 *
 * @param folder Where; made if need be.
 * @param stored The model.
 */
export async function saveModel(folder: string, stored: LoadedModel): Promise<void> {
  const content = contentOf(stored);
  await makeFolder(folder);
  await writeFiles([
    [`${folder}/${MODEL_FILES.tensors}`, content.tensors],
    [`${folder}/${MODEL_FILES.vocabulary}`, content.vocabulary],
    [`${folder}/${MODEL_FILES.config}`, content.config],
  ]);
}

/**
 * Reads a model's three files.
 *
 * @param folder Where they are.
 * @returns The model.
 * @throws {InputError} Where a file is missing or damaged.
 */
export async function loadModel(folder: string): Promise<LoadedModel> {
  const read = async (name: string) => await readBytes(await openFile(`${folder}/${name}`));
  const text = async (name: string) => new TextDecoder().decode(await read(name));
  try {
    const content = {
      config: await text(MODEL_FILES.config),
      vocabulary: await text(MODEL_FILES.vocabulary),
      tensors: await read(MODEL_FILES.tensors),
    };
    return readAnyModel(content, folder);
  } catch (cause) {
    if (cause instanceof InputError && cause.message.endsWith("there is no such file")) {
      throw new InputError(
        cause.position,
        "there is no such file, expected a folder written by 'train --out'",
      );
    }
    throw cause;
  }
}

function contentOf({ model, ...rest }: LoadedModel): ModelContent {
  return isShared(model)
    ? sharedModelContent({ model, ...rest })
    : modelContent({ model, ...rest });
}
