/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/topics.h"

#include <string.h>

const struct topic topics[TOPICS] = {
    {"assignments",
     "An assignment is one override in one word:\n"
     "\n"
     "  FILE:KEY=VALUE            give KEY of FILE this value; a key that does not exist is refused\n"
     "  FILE:+KEY=VALUE           add KEY, which need not exist\n"
     "  FILE:KEY-                 remove KEY; so do 'FILE:~KEY' and --unset FILE:KEY\n"
     "\n"
     "FILE ends at the first colon, and KEY at the first equals sign. A backslash takes the next character as it is.\n"
     "Quote what the shell would change: 'config.yaml:layers[0]=64', 'config.yaml:name=two words'.\n"
     "\n"
     "FILE:\n"
     "  config.yaml               relative to --root, or to where inlay was started; -f FILE says it for several\n"
     "  k8s.yaml#2                the second document of a file of several\n"
     "  'k8s.yaml#kind=Service'   the document that says so\n"
     "\n"
     "KEY:\n"
     "  trainer.learning_rate     keys, separated by dots\n"
     "  'model\\.v2.size'          a dot inside of a key\n"
     "  'layers[0]' 'layers[-1]'  list elements, from 0, or from the end\n"
     "  '+layers[+]'              a new element behind the last\n"
     "  'jobs[name=web].image'    the element whose name is web; [=web] is the element web itself\n"
     "\n"
     "VALUE is typed as YAML 1.2 types a plain word:\n"
     "  64  1e-4  true  null      what they look like\n"
     "  '[1, 2]'  '{a: 1}'        a list, an object\n"
     "  resnet                    any other word is a string\n"
     "  '!secret NAME'            a value with a tag, where the value that it replaces has one\n"
     "  --set-string FILE:KEY=64  the string 64; so is FILE:KEY='\"64\"'\n"
     "  --set-json FILE:KEY=JSON  the value is JSON\n"
     "  --set-tagged FILE:KEY=…   the value has a tag of YAML: '!secret NAME'\n"},
    {"documents",
     "An override document is YAML or JSON. -o takes one: a path, - for standard input, or the document itself,\n"
     "beginning with {. So does the variable INLAY_OVERRIDES: the document, or @PATH.\n"
     "\n"
     "  files:                              # merged into each file; keys are literal, missing ones are added\n"
     "    config.yaml:\n"
     "      trainer: {learning_rate: 1e-4}\n"
     "    k8s.yaml#2: {replicas: 3}         # the second document of a file of several\n"
     "  set:                                # replaced, whatever is there\n"
     "    config.yaml:trainer.layers[0]: 128\n"
     "  unset: [config.yaml:trainer.schedule]\n"
     "  run_config: {seed: 7}               # parameters that live in no file\n"
     "  entry_point: [python3, train.py]    # replaces the command\n"
     "  args: [--epochs, 3]                 # and its arguments\n"
     "  # base_digests: {config.yaml: …}    the SHA-256 that a file must have on disk\n"
     "  # base_files: {config.yaml: /…}     a copy that the job reads instead of the file on disk\n"
     "  # documents: [{…}, {…}]             nothing beside it: several documents, of which a later one wins\n"
     "\n"
     "Within a document files come first, then unset, then set. A document is of the same rank as an assignment: "
     "what\n"
     "stands later on the command line wins.\n"
     "\n"
     "--values FILE=DOCUMENT takes the values for one file alone: what stands behind its name in files.\n"
     "What `wandb launch -c` takes, and a report of `inlay run --report`, are override documents, too.\n"
     "inlay edit -o DOCUMENT and inlay form write one.\n"},
    {"manifest",
     "A manifest, inlay.yaml, says what a launcher may override; without one everything may be. It is found by "
     "--inputs,\n"
     "INLAY_INPUTS, in the working directory, or above. inlay record -- COMMAND writes it, and inlay check without\n"
     "overrides holds it against the files.\n"
     "\n"
     "  files:                              # the only files that are inputs\n"
     "    config.yaml:\n"
     "      include: [trainer, seed]        # keys and all that they hold; without it, all keys\n"
     "      exclude: [trainer.private]      # wins over include\n"
     "      schema: schemas/config.json     # a JSON Schema, or its path\n"
     "      secrets: [api.key]              # where secret://NAME stands for the variable NAME\n"
     "      types: {seed: int}              # as inlay record found them; others are refused\n"
     "  run_config:                         # parameters that live in no file; may hold the same\n"
     "    file: run_config.json             # where the job reads them; need not exist\n"
     "  bind:                               # what else sets keys of files\n"
     "    lr: config.yaml:trainer.learning_rate\n"
     "    env:SEED: config.yaml:seed\n"
     "    \"*\": config.yaml:*                # each key of the run config that the file has there\n"
     "\n"
     "A prefix is whole keys, \\. is a dot inside of one, and lists are taken whole. A W&B job's metadata is a "
     "manifest, "
     "too,\n"
     "as describe --format wandb prints it, and so is an artifact's wandb-job.json.\n"},
};
const struct topic *topic_find(const char *name)
{
    size_t i = 0;
    while (i < TOPICS && strcmp(topics[i].name, name) != 0) {
        i++;
    }
    return i < TOPICS ? &topics[i] : NULL;
}
