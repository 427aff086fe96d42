#include "CAllocations.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* The allocator of glibc under the names that it keeps for those who replace malloc. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static _Atomic bool counts = false;
static _Atomic int64_t calls = 0;
static _Atomic int64_t bytes = 0;

static void note(const void *memory, size_t size) {
  if (memory == NULL || !atomic_load_explicit(&counts, memory_order_relaxed)) return;
  atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&bytes, (int64_t)size, memory_order_relaxed);
}

void *malloc(size_t size) {
  void *memory = __libc_malloc(size);
  note(memory, size);
  return memory;
}

void *calloc(size_t count, size_t size) {
  void *memory = __libc_calloc(count, size);
  note(memory, count * size);
  return memory;
}

void *realloc(void *old, size_t size) {
  void *memory = __libc_realloc(old, size);
  note(memory, size);
  return memory;
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0)
    return EINVAL;
  void *new = __libc_memalign(alignment, size);
  if (new == NULL) return ENOMEM;
  note(new, size);
  *memory = new;
  return 0;
}

void *aligned_alloc(size_t alignment, size_t size) {
  void *memory = __libc_memalign(alignment, size);
  note(memory, size);
  return memory;
}

void maskwire_allocations_start(void) {
  atomic_store(&calls, 0);
  atomic_store(&bytes, 0);
  atomic_store(&counts, true);
}

void maskwire_allocations_stop(void) { atomic_store(&counts, false); }

struct maskwire_allocations maskwire_allocations_read(void) {
  struct maskwire_allocations read = {atomic_load(&calls), atomic_load(&bytes)};
  return read;
}
