/*
 * Preloaded into a program: writes down, in order, what it does to the files of one folder, so that a power cut at any moment can be
 * played afterwards. REC_FOLDER names the folder, REC_LOG the recording (outside of it).
 *
 * A record is packed, little-endian: op, inode (u64), offset (i64), data length (u32), two path lengths (u16), paths, data.
 *   C made or opened to be made   W written   T cut to a length   S synced (a folder, too)   R renamed   U removed
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define PATH_LENGTH 1024

static int recording = -1;
static const char *folder;
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
  const char *log = getenv("REC_LOG");
  folder = getenv("REC_FOLDER");
  if (log && folder) recording = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int is_ours(const char *path) { return recording >= 0 && path && strncmp(path, folder, strlen(folder)) == 0; }

static int path_of(int fd, char *path) {
  char link[64];
  if (recording < 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_LENGTH - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_ours(path);
}

static uint64_t inode_of(int fd) {
  struct stat found;
  return fstat(fd, &found) == 0 ? found.st_ino : 0;
}

static void put(char **to, const void *from, size_t length) {
  memcpy(*to, from, length);
  *to += length;
}

static void record(char op, uint64_t inode, const char *path, const char *other, int64_t offset, const void *data, uint32_t length) {
  uint16_t path_length = strlen(path), other_length = strlen(other);
  size_t size = 25 + path_length + other_length + length;
  char *bytes = malloc(size), *end = bytes;
  put(&end, &op, 1);
  put(&end, &inode, 8);
  put(&end, &offset, 8);
  put(&end, &length, 4);
  put(&end, &path_length, 2);
  put(&end, &other_length, 2);
  put(&end, path, path_length);
  put(&end, other, other_length);
  put(&end, data, length);
  pthread_mutex_lock(&order);
  if (syscall(SYS_write, recording, bytes, size) != (long)size) abort();
  pthread_mutex_unlock(&order);
  free(bytes);
}

static void note(char op, int fd, int64_t offset, const void *data, uint32_t length) {
  char path[PATH_LENGTH];
  if (path_of(fd, path)) record(op, inode_of(fd), path, "", offset, data, length);
}

#define REAL(type, name, ...)                   \
  static type (*real)(__VA_ARGS__);             \
  if (!real) real = dlsym(RTLD_NEXT, #name);

#define PWRITE(name, offset_type)                                                 \
  ssize_t name(int fd, const void *data, size_t length, offset_type offset) {     \
    REAL(ssize_t, name, int, const void *, size_t, offset_type)                   \
    ssize_t written = real(fd, data, length, offset);                             \
    if (written > 0) note('W', fd, offset, data, written);                        \
    return written;                                                               \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *data, size_t length) {
  REAL(ssize_t, write, int, const void *, size_t)
  ssize_t written = real(fd, data, length);
  /* After an append the place is the end; before it, it may not be. */
  if (written > 0 && fd > 2) note('W', fd, lseek(fd, 0, SEEK_CUR) - written, data, written);
  return written;
}

#define SYNC(name)                      \
  int name(int fd) {                    \
    REAL(int, name, int)                \
    int failed = real(fd);              \
    if (!failed) note('S', fd, 0, "", 0); \
    return failed;                      \
  }
SYNC(fsync)
SYNC(fdatasync)

#define CUT(name, length_type)             \
  int name(int fd, length_type length) {   \
    REAL(int, name, int, length_type)      \
    int failed = real(fd, length);         \
    if (!failed) note('T', fd, length, "", 0); \
    return failed;                         \
  }
CUT(ftruncate, off_t)
CUT(ftruncate64, off64_t)

static void note_open(int fd, int flags) {
  if (fd < 0 || !(flags & O_CREAT)) return;
  note('C', fd, 0, "", 0);
  if (flags & O_TRUNC) note('T', fd, 0, "", 0);
}

#define OPEN(name)                                         \
  int name(const char *path, int flags, ...) {             \
    REAL(int, name, const char *, int, ...)                \
    va_list rest;                                          \
    va_start(rest, flags);                                 \
    int fd = real(path, flags, va_arg(rest, mode_t));      \
    va_end(rest);                                          \
    note_open(fd, flags);                                  \
    return fd;                                             \
  }
OPEN(open)
OPEN(open64)

int rename(const char *from, const char *to) {
  REAL(int, rename, const char *, const char *)
  int failed = real(from, to);
  if (!failed && is_ours(to)) record('R', 0, from, to, 0, "", 0);
  return failed;
}

int unlink(const char *path) {
  REAL(int, unlink, const char *)
  int failed = real(path);
  if (!failed && is_ours(path)) record('U', 0, path, "", 0, "", 0);
  return failed;
}
