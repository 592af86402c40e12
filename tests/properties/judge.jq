# SPDX-License-Identifier: Apache-2.0
# Input is three values for each edit: [[operation, path, value], ...], the original and the result. Says of each whether
# the result is the original with the operations made to it.
def edited($operations):
    reduce $operations[] as [$operation, $path, $value] (.;
        if $operation == "remove" then delpaths([$path])
        elif $operation == "append" then setpath($path; getpath($path) + [$value])
        else setpath($path; $value)
        end);

. as $operations | input as $original | input as $result | ($original | edited($operations)) == $result
