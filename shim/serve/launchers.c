/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/launchers.h"
#include "core/base/buffer.h"
#include "core/base/path.h"
#include "shim/serve/command_words.h"
#include "shim/serve/environment.h"
#include "shim/serve/gnu_parallel.h"
#include "shim/serve/kernel.h"
#include "shim/serve/ray_cluster.h"
#include "shim/serve/preload_list.h"
#include "shim/serve/slurm_step.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static const struct blocker another_machine = {
    "it starts programs on another machine",
    "start inlay there",
    .may_start_others = false,
};
static const struct blocker open_mpi = {
    "Open MPI starts programs on another machine, with the variables alone that -x names",
    "mpirun -x LD_PRELOAD -x INLAY_OVERRIDES, or mpirun inlay run",
    .may_start_others = false,
};
static const struct blocker slurm = {
    "--export, or a variable that stands for it, keeps the environment from its tasks",
    "--export=ALL, or srun inlay run",
    .may_start_others = false,
};
static const struct blocker container = {
    "it starts programs in a container",
    "give the container libinlay.so, LD_PRELOAD and INLAY_OVERRIDES",
    .may_start_others = false,
};
static const struct blocker podman = {
    "it starts programs in a container",
    "give the container libinlay.so, LD_PRELOAD and INLAY_OVERRIDES",
    .starts_children = true,
};
static const struct blocker clean_container = {
    "it keeps the environment from what it starts in a container",
    "--env LD_PRELOAD=…, --env INLAY_OVERRIDES=…, and bind libinlay.so",
    .starts_children = true,
};
static const struct blocker other_library = {
    "APPTAINERENV_LD_PRELOAD gives what it starts another library",
    "name libinlay.so there, too, with a colon between",
    .starts_children = true,
};
static const struct blocker ray = {
    "it starts programs in a cluster that runs already",
    "set LD_PRELOAD and INLAY_OVERRIDES in env_vars of Ray's runtime_env",
    .may_start_others = false,
};
static const struct blocker server = {
    "a server that runs already starts programs for it",
    "let it start inlay run",
    .may_start_others = false,
};
static const struct blocker terminals = {
    "a server that runs already starts programs for it",
    "start inlay run in its window, or a server with a new name: -L or -S",
    .may_start_others = false,
};

/* A launcher that is about to be executed. */
struct call {
    const struct row *row;
    char *const *argv; /* has argv[0] */
    char *const *environment;
    struct launcher *launcher; /* what only some rows know is put there */
};

/* A row of the table. In starters a slash stands between a command and its own command. */
struct row {
    const char *names; /* with a space between them */
    enum launcher_effect (*effect)(const struct call *call);
    const struct blocker *blocker; /* when it loses the environment */
    const char *starters;          /* its commands that start programs */
    const char *idle;              /* options with which it starts nothing */
};

/* The index behind the command that starts programs; 0 when none does, or it is asked how it is used. */
static size_t behind_starter(const struct call *call)
{
    const size_t behind = words_behind_command(call->argv, call->row->starters);
    return text_equal(text_of(call->argv[behind]), TEXT("--help")) ? 0 : behind;
}

static bool holds(struct text piece, struct text word)
{
    return memmem(piece.bytes, piece.length, word.bytes, word.length);
}

/* Whether word names W&B's variable, from which inlay has taken the value: what is handed on of that is {}. */
static bool names_taken(const char *word)
{
    const char *found = strstr(word, ENV_WANDB_FILES);
    const char *rest = found ? found + sizeof ENV_WANDB_FILES - 1 : "=";
    rest += strspn(rest, "_0123456789");
    return found && (*rest != '=' || rest[1] == '\0' || strcmp(rest, "={}") == 0);
}

/* Whether word names LD_PRELOAD, without a value or with one that has the library. */
static bool names_library(const char *word)
{
    const char *found = strstr(word, ENV_PRELOAD);
    const char *rest = found ? found + sizeof ENV_PRELOAD - 1 : "=";
    return found && (*rest != '=' || strstr(rest, "inlay"));
}

/* Whether the arguments from at on hand the launch on by themselves (-e LD_PRELOAD=…), or start inlay at the other
 * end. */
static bool hands_on(char *const *argv, size_t at)
{
    bool library = false, taken = false;
    for (size_t i = at; argv[i] && i < WORDS_MAX; i++) {
        if (strstr(argv[i], "INLAY_") || strstr(argv[i], "inlay run ") ||
            (text_equal(path_name(argv[i]), TEXT("inlay")) && argv[i + 1])) {
            return true;
        }
        library = library || names_library(argv[i]);
        taken = taken || names_taken(argv[i]);
    }
    return (library && !taken) || gnu_parallel_hands_on(argv);
}

/* Which of count words the file at path holds, as bits; all when it is a pipe, or cannot be read. */
static unsigned words_in_file(const char *path, const struct text *words, size_t count)
{
    char room[512];
    unsigned found = 0;
    ssize_t length;
    struct stat status;
    const bool is_file = kernel_fstatat(AT_FDCWD, path, &status, 0) == 0 && S_ISREG(status.st_mode);
    const int fd = is_file ? kernel_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0) : -1;
    if (fd < 0) {
        return ~0U;
    }
    for (off_t at = 0; (length = kernel_pread(fd, room, sizeof room, at)) > 0; at += (length + 1) / 2) {
        for (size_t i = 0; i < count; i++) {
            found |= (unsigned)holds((struct text){room, (size_t)length}, words[i]) << i;
        }
    }
    kernel_close(fd);
    return found;
}

/* Whether a file of variables for a container hands the launch on. */
static bool env_file_hands_on(const char *path)
{
    const struct text words[] = {TEXT(ENV_PRELOAD), TEXT("INLAY_")};
    return path && (words_in_file(path, words, 2) & 3) == 3;
}

/* The effect of a launcher that keeps the environment to itself. */
static enum launcher_effect loses_unless_told(const struct call *call, size_t at)
{
    if (!hands_on(call->argv, at) && !env_file_hands_on(words_option(call->argv, "--env-file", WORDS_MAX))) {
        return LAUNCHER_LOSES;
    }
    call->launcher->is_elsewhere = true;
    return LAUNCHER_CARRIES;
}

/* Whether an option before the first operand says that nothing is started. */
static bool is_idle(const struct call *call)
{
    return words_have(call->argv, call->row->idle, words_operand(call->argv, 1, TEXT("")));
}

static enum launcher_effect loses(const struct call *call)
{
    return is_idle(call) ? LAUNCHER_IDLE : loses_unless_told(call, 1);
}

/* Its other commands may read config files themselves (kubectl apply -f): then its file tells. */
static enum launcher_effect loses_by_command(const struct call *call)
{
    if (behind_starter(call) > 0) {
        return loses_unless_told(call, 1);
    }
    for (size_t i = 1; call->argv[i] && i < WORDS_MAX; i++) {
        const struct text word = text_of(call->argv[i]);
        if (text_ends(word, TEXT(".yaml")) || text_ends(word, TEXT(".yml")) || text_ends(word, TEXT(".json"))) {
            return LAUNCHER_NONE;
        }
    }
    return LAUNCHER_IDLE;
}

/* A queue's job may be told in its script what of the environment it gets. */
static enum launcher_effect queues(const struct call *call)
{
    call->launcher->is_elsewhere = true;
    const bool starts = call->row->starters ? behind_starter(call) > 0 : !is_idle(call);
    return starts ? LAUNCHER_CARRIES : LAUNCHER_IDLE;
}

/* What srun(1) and sbatch(1) are told by --export, or else by a variable; NULL: nothing, which means ALL. */
static const char *slurm_export(const struct call *call, size_t program)
{
    static const char *const of_srun[] = {"SRUN_EXPORT_ENV", "SLURM_EXPORT_ENV", NULL};
    static const char *const of_sbatch[] = {"SBATCH_EXPORT", NULL};
    const bool is_batch = text_equal(text_of(call->launcher->name), TEXT("sbatch"));
    const char *value = words_option(call->argv, "--export", program);
    for (const char *const *name = is_batch ? of_sbatch : of_srun; !value && *name; name++) {
        value = environment_get(call->environment, *name);
    }
    return value;
}

/* --export=[ALL,]NAME[=VALUE],…|ALL|NIL|NONE. With ALL an LD_PRELOAD that is set stays, whatever value it is given here;
 * without ALL the value counts. */
static bool slurm_exports_launch(const char *value)
{
    const struct text list = text_of(value);
    bool has_library = false;
    for (size_t start = 0, end; start < list.length; start = end + 1) {
        end = text_find(list, start, ',');
        const struct text entry = text_part(list, start, end);
        const bool is_library = text_starts(entry, TEXT(ENV_PRELOAD));
        if (text_equal(entry, TEXT("ALL"))) {
            return true;
        }
        has_library |= text_equal(entry, TEXT(ENV_PRELOAD)) || (is_library && holds(entry, TEXT("inlay")));
    }
    const bool has_wandb = strstr(value, ENV_WANDB_FILES) && !names_taken(value);
    return has_library && (has_wandb || strstr(value, "INLAY_"));
}

static enum launcher_effect runs_in_slurm(const struct call *call)
{
    const size_t program = words_operand(call->argv, 1, TEXT(""));
    const char *value = slurm_export(call, program);
    const enum launcher_effect effect = queues(call);
    return effect == LAUNCHER_CARRIES && value && *value != '\0' && !slurm_exports_launch(value)
               ? loses_unless_told(call, program)
               : effect;
}

/* On this machine they fork; elsewhere they go through ssh, srun or another program, whose exec tells, or through the
 * library of PBS or LSF. */
static enum launcher_effect runs_mpi(const struct call *call)
{
    call->launcher->is_elsewhere =
        environment_get(call->environment, "PBS_JOBID") || environment_get(call->environment, "LSB_JOBID");
    return is_idle(call) ? LAUNCHER_IDLE : LAUNCHER_CARRIES;
}

/* Whether this process itself was started with arguments that hand the launch on. True when nobody can tell. */
static bool own_arguments_hand_on(void)
{
    enum { LIBRARY = 1, STARTS_INLAY = 2, TAKEN = 4, NAMES_OWN = 8 };
    const struct text words[] = {
        TEXT(ENV_PRELOAD),
        TEXT("inlay\0run"),
        TEXT(ENV_WANDB_FILES "\0"), /* without a value of its own */
        TEXT("INLAY_"),
    };
    const unsigned found = words_in_file("/proc/self/cmdline", words, sizeof words / sizeof *words);
    return (found & STARTS_INLAY) || ((found & LIBRARY) && ((found & NAMES_OWN) || !(found & TAKEN)));
}

/* mpirun reaches other machines through ssh. MPICH's hydra then sends its whole environment
 * (mpiexec -genvall, the default); Open MPI what begins with OMPI_ or PMIX_, and what -x names. */
static enum launcher_effect runs_for_mpi(const struct call *call, const char *command)
{
    call->launcher->name = "mpirun";
    call->launcher->is_elsewhere = true;
    const char *list = environment_get(call->environment, "OMPI_MCA_mca_base_env_list");
    if (strstr(command, "hydra_") || (list && strstr(list, "LD_PRELOAD")) || own_arguments_hand_on()) {
        return LAUNCHER_CARRIES;
    }
    call->launcher->blocker = &open_mpi;
    return loses_unless_told(call, 1);
}

/* ssh(1): the letters that take a value, and those with which no command runs there. */
#define SSH_VALUES "BbcDEeFIiJLlmOopPQRSWw"
#define SSH_IDLE   "GNOQVWs"

/* Whether command moves files or repositories, as git, rsync and scp have it run. */
static bool moves_files(const char *command, const char *next)
{
    const size_t length = strcspn(command, " ");
    size_t start = length;
    while (start > 0 && command[start - 1] != '/') {
        start--;
    }
    const struct text name = {command + start, length - start};
    const bool is_server = next && strcmp(next, "--server") == 0;
    return text_starts(name, TEXT("git-")) || words_list_has("git hg borg svnserve scp sftp-server", name) ||
           (text_equal(name, TEXT("rsync")) && (is_server || strstr(command, "--server")));
}

static enum launcher_effect runs_ssh(const struct call *call)
{
    char *const *argv = call->argv;
    const char *idle = NULL;
    size_t at = words_skip_letters(argv, 1, SSH_VALUES, SSH_IDLE, &idle);
    if (!argv[at] || text_starts(text_of(argv[at]), TEXT("git@"))) { /* whose account runs git alone */
        return LAUNCHER_IDLE;
    }
    at = words_skip_letters(argv, at + 1, SSH_VALUES, SSH_IDLE, &idle); /* it takes options behind the host, too */
    if (idle || (argv[at] && (moves_files(argv[at], argv[at + 1]) || gnu_parallel_is_errand(argv + at)))) {
        return LAUNCHER_IDLE;
    }
    for (size_t i = at; argv[i] && i < WORDS_MAX; i++) {
        if (strstr(argv[i], "orted") || strstr(argv[i], "prted") || strstr(argv[i], "hydra_pmi_proxy") ||
            strstr(argv[i], "hydra_bstrap_proxy")) {
            return runs_for_mpi(call, argv[i]);
        }
    }
    return loses_unless_told(call, 1);
}

/* podman run --env-host gives the container this environment. */
static enum launcher_effect runs_container(const struct call *call)
{
    const enum launcher_effect effect = loses_by_command(call);
    call->launcher->is_elsewhere = true;
    return effect == LAUNCHER_LOSES && words_have(call->argv, "--env-host", WORDS_MAX) ? LAUNCHER_CARRIES : effect;
}

/* Without a server, unless it is told of one. */
static enum launcher_effect runs_podman(const struct call *call)
{
    if (environment_get(call->environment, "CONTAINER_HOST") || words_have(call->argv, "--remote -r", 2)) {
        call->launcher->blocker = &container;
    }
    return runs_container(call);
}

static bool any_says(char *const *environment, const char *const *names)
{
    bool says = false;
    for (; *names && !says; names++) {
        says = environment_says(environment, *names);
    }
    return says;
}

/* What the container is given by APPTAINERENV_NAME, or by its older spelling. name ends with NUL or with '_', and then
 * is the beginning of one. */
static const char *apptainer_variable(char *const *environment, const char *name)
{
    static const char *const prefixes[] = {"APPTAINERENV_", "SINGULARITYENV_"};
    const size_t length = strlen(name);
    for (size_t i = 0; environment && i < sizeof prefixes / sizeof *prefixes; i++) {
        const size_t prefix = strlen(prefixes[i]);
        for (char *const *variable = environment; *variable; variable++) {
            const char *rest = *variable + prefix;
            if (strncmp(*variable, prefixes[i], prefix) == 0 && strncmp(rest, name, length) == 0 &&
                (name[length - 1] == '_' || rest[length] == '=')) {
                return strchr(rest, '=');
            }
        }
    }
    return NULL;
}

/* Apptainer and Singularity give the container their environment unless they are told not to, and the variables
 * APPTAINERENV_NAME as NAME, which wins. */
static enum launcher_effect runs_apptainer(const struct call *call)
{
    static const char *const cleaning[] = {"APPTAINER_CLEANENV", "APPTAINER_CONTAINALL", "SINGULARITY_CLEANENV",
                                           "SINGULARITY_CONTAINALL", NULL};
    const size_t behind = behind_starter(call);
    call->launcher->is_elsewhere = true;
    if (behind == 0) {
        return LAUNCHER_IDLE;
    }
    const size_t image = words_operand(call->argv, behind, TEXT(""));
    const char *library = apptainer_variable(call->environment, ENV_PRELOAD);
    const bool is_clean =
        words_have(call->argv, "-e --cleanenv -C --containall", image) || any_says(call->environment, cleaning);
    if (library && !strstr(library, "inlay")) {
        call->launcher->blocker = &other_library;
        return loses_unless_told(call, 1);
    }
    const bool is_told = library && apptainer_variable(call->environment, "INLAY_");
    return is_clean && !is_told ? loses_unless_told(call, 1) : LAUNCHER_CARRIES;
}

/* ray job submit --runtime-env FILE may give its workers the variables. What ray start starts is the job's own. */
static enum launcher_effect runs_in_ray(const struct call *call)
{
    if (call->argv[1] && strcmp(call->argv[1], "start") == 0) {
        call->launcher->server = ray_cluster_joined();
        return LAUNCHER_IDLE;
    }
    const enum launcher_effect effect = loses_by_command(call);
    const bool has_file = words_option(call->argv, "--runtime-env", WORDS_MAX);
    call->launcher->is_elsewhere = true;
    return effect == LAUNCHER_LOSES && has_file ? LAUNCHER_CARRIES : effect;
}

/* systemd-run(1): with --scope it becomes the program itself. */
static enum launcher_effect runs_unit(const struct call *call)
{
    return words_have(call->argv, "--scope", words_operand(call->argv, 1, TEXT(""))) ? LAUNCHER_NONE : loses(call);
}

/* Whether a server listens on the socket at path. To connect is what the program itself does next. */
static bool is_listening(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat status;
    if (strlen(path) >= sizeof address.sun_path || kernel_fstatat(AT_FDCWD, path, &status, 0) < 0 ||
        !S_ISSOCK(status.st_mode)) {
        return false;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    const int fd = (int)kernel_call(SYS_socket, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, 0, 0, 0);
    const long answer = kernel_call(SYS_connect, fd, (long)&address, sizeof address, 0, 0, 0);
    if (fd >= 0) {
        kernel_close(fd);
    }
    return answer == 0 || answer == -EAGAIN;
}

#define TMUX_VALUES "cfLST" /* tmux(1): the letters that take a value */

/* -S names the socket, -L its last component; else it is that of the session that tmux runs in. */
static void tmux_socket(const struct call *call, char *out, size_t size)
{
    const char *path = NULL, *name = NULL;
    words_skip_letters(call->argv, 1, TMUX_VALUES, "S", &path);
    words_skip_letters(call->argv, 1, TMUX_VALUES, "L", &name);
    const char *session = environment_get(call->environment, "TMUX");
    const char *directory = environment_get(call->environment, "TMUX_TMPDIR");
    const unsigned user = (unsigned)kernel_call(SYS_getuid, 0, 0, 0, 0, 0, 0);
    if (path) {
        buffer_format_fixed(out, size, "%s", path);
    } else if (!name && session && *session != '\0') {
        buffer_format_fixed(out, size, "%.*s", (int)strcspn(session, ","), session);
    } else {
        buffer_format_fixed(out, size, "%s/tmux-%u/%s", directory && *directory != '\0' ? directory : "/tmp", user,
                            name ? name : "default");
    }
}

/* Without a command it makes a session. */
static enum launcher_effect runs_tmux(const struct call *call)
{
    char socket[sizeof((struct sockaddr_un *)NULL)->sun_path];
    const char *version = NULL;
    const size_t command = words_skip_letters(call->argv, 1, TMUX_VALUES, "V", &version);
    if (version || (call->argv[command] && !words_list_has(call->row->starters, text_of(call->argv[command])))) {
        return LAUNCHER_IDLE;
    }
    tmux_socket(call, socket, sizeof socket);
    call->launcher->server = text_hash(text_of(socket));
    return is_listening(socket) ? loses_unless_told(call, 1) : LAUNCHER_NONE;
}

/* screen(1): each session has a server of its own. -X sends a command to one; inside one a new window is its. */
static enum launcher_effect runs_screen(const struct call *call)
{
    const size_t end = words_operand(call->argv, 1, TEXT(""));
    const char *session = environment_get(call->environment, "STY");
    const char *sent = words_option(call->argv, "-X", end);
    if (sent) {
        return words_list_has("screen stuff exec eval source", text_of(sent)) ? loses_unless_told(call, 1)
                                                                              : LAUNCHER_IDLE;
    }
    if (words_have(call->argv, "-m -dm -Dm -dmS -DmS", end)) {
        return LAUNCHER_NONE;
    }
    if (is_idle(call)) {
        return LAUNCHER_IDLE;
    }
    return session && *session != '\0' ? loses_unless_told(call, 1) : LAUNCHER_NONE;
}

/* Not here, since they start their programs as children: chroot, nsenter, bwrap, flatpak, lxc-attach and their like,
 * of which the exec within tells whether the library can be seen there; salloc, torchrun, accelerate; and what goes
 * through ssh (parallel-ssh, GNU parallel, git, rsync). */
#define CONTAINER_STARTERS                                                                                             \
    "run exec start container/run container/exec container/start compose/up compose/run compose/exec compose/start "   \
    "up "                                                                                                              \
    "kube/play play/kube"
#define ABOUT "--help --version -h -V"
static const struct row table[] = {
    {"ssh", runs_ssh, &another_machine, .starters = NULL, .idle = NULL},
    {"pdsh", loses, &another_machine, .starters = NULL, ABOUT " -L -q"},
    {"dask-ssh", loses, &another_machine, .starters = NULL, ABOUT},
    {"dask", loses_by_command, &another_machine, "ssh", .idle = NULL},
    {"docker nerdctl docker-compose", runs_container, &container, CONTAINER_STARTERS, .idle = NULL},
    {"podman podman-compose", runs_podman, &podman, CONTAINER_STARTERS, .idle = NULL},
    {"kubectl oc", loses_by_command, &container, "run exec debug", .idle = NULL},
    {"ctr", loses_by_command, &container, "run tasks/exec task/exec t/exec tasks/start task/start t/start",
     .idle = NULL},
    {"lxc incus", loses_by_command, &container, "exec launch", .idle = NULL},
    {"machinectl", loses_by_command, &container, "shell", .idle = NULL},
    {"apptainer singularity", runs_apptainer, &clean_container, "run exec shell test instance/start instance/run",
     .idle = NULL},
    {"srun sbatch", runs_in_slurm, &slurm, .starters = NULL, ABOUT " --usage --test-only"},
    {"mpirun mpiexec orterun prterun mpirun.openmpi mpiexec.openmpi mpirun.mpich mpiexec.mpich mpirun.hydra "
     "mpiexec.hydra",
     runs_mpi, NULL, .starters = NULL, ABOUT " -help -version -info"},
    {"qsub bsub condor_submit jsrun aprun", queues, NULL, .starters = NULL, "--help --version -help"},
    {"flux", queues, NULL, "run submit batch alloc", .idle = NULL},
    {"ray", runs_in_ray, &ray, "job/submit submit exec", .idle = NULL},
    {"systemd-run", runs_unit, &server, .starters = NULL, ABOUT},
    {"at", loses, &server, .starters = NULL, ABOUT " -l -d -r -c"},
    {"crontab scrontab", loses, &server, .starters = NULL, ABOUT " -l -r"},
    {"tmux", runs_tmux, &terminals,
     "new-session new new-window neww split-window splitw respawn-window respawnw respawn-pane respawnp run-shell run "
     "send-keys send if-shell if display-popup popup pipe-pane pipep",
     .idle = NULL},
    {"screen", runs_screen, &terminals, .starters = NULL, ABOUT " -v -ls -list -wipe -r -R -RR -x -d -D -rd -dr"},
};

static const struct row *find_row(struct text name)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (words_list_has(table[i].names, name)) {
            return &table[i];
        }
    }
    return NULL;
}

bool launcher_is_known(const char *path)
{
    return find_row(path_name(path));
}

struct launcher launcher_of(const char *path, char *const *argv, char *const *environment)
{
    struct launcher launcher = {.effect = LAUNCHER_NONE, .name = path_name(path).bytes};
    const struct row *row = argv && *argv ? find_row(path_name(path)) : NULL;
    if (row) {
        const struct call call = {row, argv, environment, &launcher};
        launcher.blocker = row->blocker;
        launcher.effect = row->effect(&call);
    }
    return launcher;
}

const struct blocker *launcher_blocker(const struct launcher *launcher, const struct blocker *of_file)
{
    return launcher->effect == LAUNCHER_NONE ? of_file : launcher->effect == LAUNCHER_LOSES ? launcher->blocker : NULL;
}

const struct blocker *launcher_of_command(struct launcher *launcher, const char *path, char *const *argv,
                                          char *const *environment, struct stat *program)
{
    *program = (struct stat){.st_ino = 0};
    const struct blocker *of_file = path ? blocker_of(AT_FDCWD, path, 0, program) : NULL;
    *launcher = (struct launcher){.effect = LAUNCHER_NONE};
    if (program->st_ino != 0) {
        *launcher = launcher_of(*argv, argv, environment);
    }
    return launcher_blocker(launcher, of_file);
}

struct record launcher_record(const struct launcher *launcher)
{
    return (struct record){
        .event = LEDGER_LAUNCHER,
        .opened = launcher->name,
        .message = launcher->is_elsewhere ? "what it starts may run elsewhere" : NULL,
        .size = -1,
    };
}

static void enter(const struct launcher *launcher, const struct ledger *ledger)
{
    const struct records records = {.ledger = *ledger};
    const struct record record = launcher_record(launcher);
    record_append(&records, &record);
}

void launcher_begin(const struct launcher *command, char *const *environment, const struct ledger *ledger)
{
    /* With these set a program may hand its work to a cluster that runs already. */
    static const struct {
        const char *variable, *name;
    } clusters[] = {{"RAY_ADDRESS", "ray"}, {"DASK_SCHEDULER_ADDRESS", "dask"}};
    for (size_t i = 0; i < sizeof clusters / sizeof *clusters; i++) {
        const char *address = environment_get(environment, clusters[i].variable);
        if (address && *address != '\0' && strcmp(address, "local") != 0) { /* ray.init(): one that it starts itself */
            enter(&(struct launcher){.name = clusters[i].name, .is_elsewhere = true}, ledger);
        }
    }
    if (command->effect == LAUNCHER_CARRIES) {
        enter(command, ledger);
    }
    slurm_step_is_new(ledger, environment); /* this process is in it: that tells nothing of the job's steps */
}
