# SPDX-License-Identifier: Apache-2.0
# bash's completion of inlay(1). What there is to complete, `inlay complete` knows.

# REPLY is WORD as the command would get it.
_inlay_unquote() {
    local rest=$1 c single=
    REPLY=
    while [[ -n $rest ]]; do
        c=${rest:0:1}
        rest=${rest:1}
        if [[ $c == "'" ]]; then
            [[ -n $single ]] && single= || single=1
        elif [[ $c == \\ && -z $single ]]; then
            REPLY+=${rest:0:1}
            rest=${rest:1}
        elif [[ $c != \" || -n $single ]]; then
            REPLY+=$c
        fi
    done
}

# Puts into words what stands before the cursor: bash takes words apart at : and =.
_inlay_words() {
    local line=${COMP_LINE:0:COMP_POINT} piece blank i
    words=()
    for ((i = 0; i <= COMP_CWORD; i++)); do
        blank=${line%%[![:space:]]*}
        line=${line#"$blank"}
        piece=${COMP_WORDS[i]}
        [[ $line == "$piece"* ]] || piece=$line
        line=${line#"$piece"}
        if [[ -n $blank || $i -eq 0 ]]; then
            words+=("$piece")
        else
            words[${#words[@]} - 1]+=$piece
        fi
    done
}

# The job's command is bash's own business, where it can be handed over.
_inlay_command() {
    if declare -F _command_offset >/dev/null; then
        _command_offset "$1"
    elif [[ $COMP_CWORD -eq $1 ]]; then
        mapfile -t COMPREPLY < <(compgen -c -- "${COMP_WORDS[COMP_CWORD]}")
    else
        compopt -o bashdefault -o default
    fi
}

_inlay() {
    local words word kept= breaks= candidate about quoted i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        if [[ ${COMP_WORDS[i]} == -- ]]; then
            _inlay_command $((i + 1))
            return
        fi
    done
    _inlay_words
    local raw=${words[${#words[@]} - 1]}
    for ((i = 0; i < ${#words[@]}; i++)); do
        _inlay_unquote "${words[i]}"
        words[i]=$REPLY
    done
    word=${words[${#words[@]} - 1]}
    # Readline replaces what stands behind the last of these.
    [[ $COMP_WORDBREAKS == *:* ]] && breaks+=:
    [[ $COMP_WORDBREAKS == *=* ]] && breaks+==
    [[ -n $breaks && $word == *["$breaks"]* ]] && kept=${word%"${word##*["$breaks"]}"}
    while IFS=$'\t' read -r candidate about; do
        case $candidate in
        :files | :directories)
            compopt -o filenames
            [[ $candidate == :files ]] && about=-f || about=-d
            mapfile -t COMPREPLY < <(compgen "$about" -- "${word#"$kept"}")
            return
            ;;
        esac
        candidate=${candidate#"$kept"}
        printf -v quoted %q "$candidate"
        # What would have to be quoted does not fit into quotes that are open.
        [[ $quoted != "$candidate" && $raw == *[\"\']* ]] && continue
        # 63: a list is shown, and nothing is inserted.
        [[ ${COMP_TYPE:-9} -eq 63 && -n $about ]] && quoted+="  ($about)"
        COMPREPLY+=("$quoted")
    done < <(command inlay complete "${words[@]:1}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 ]]; then
        COMPREPLY[0]=${COMPREPLY[0]%%  (*}
        [[ ${COMPREPLY[0]} == *[:=/] ]] && compopt -o nospace
    fi
}

complete -F _inlay inlay
