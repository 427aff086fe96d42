#include "CRules.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

/* Each file of rules/ is one line here; a test compares this list with the folder. */
static const unsigned char contact[] = {
#embed "../../rules/contact.yaml"
};

static const maskwire_rule_file files[] = {
    {"contact.yaml", contact, sizeof contact},
};

size_t maskwire_rule_file_count(void) { return sizeof files / sizeof files[0]; }

maskwire_rule_file maskwire_rule_file_at(size_t index) { return files[index]; }
