#ifndef CRULES_H
#define CRULES_H
#include <stddef.h>

/* One file of rules/, embedded when the library is compiled. */
typedef struct {
  const char *name;
  const unsigned char *bytes;
  size_t length;
} maskwire_rule_file;

extern const maskwire_rule_file maskwire_rule_files[];
extern const size_t maskwire_rule_file_count;

#endif
