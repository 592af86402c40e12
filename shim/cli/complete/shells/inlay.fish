# SPDX-License-Identifier: Apache-2.0
# fish's completion of inlay(1). What there is to complete, `inlay complete` knows.

function __inlay_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    if set -l at (contains -i -- -- $words)
        set -l command (string escape -- $words[(math $at + 1)..-1])
        complete -C (string join ' ' -- $command $current)
        return
    end
    set -l found (command inlay complete $words[2..-1] (string unescape -- $current; or echo -- $current) 2>/dev/null)
    switch "$found[1]"
        case :files
            __fish_complete_path $current
        case :directories
            __fish_complete_directories $current
        case '*'
            printf '%s\n' $found
    end
end

complete -c inlay -f -a '(__inlay_complete)'
