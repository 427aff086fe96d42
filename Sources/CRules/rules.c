#include "CRules.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

/* Each file of rules/ is one line here; a test compares this list with the folder. */
static const unsigned char contact[] = {
#embed "../../rules/contact.yaml"
};
static const unsigned char finance[] = {
#embed "../../rules/finance.yaml"
};
static const unsigned char identity[] = {
#embed "../../rules/identity.yaml"
};
static const unsigned char network[] = {
#embed "../../rules/network.yaml"
};
static const unsigned char secrets[] = {
#embed "../../rules/secrets.yaml"
};

static const maskwire_rule_file files[] = {
    {"contact.yaml", contact, sizeof contact},
    {"finance.yaml", finance, sizeof finance},
    {"identity.yaml", identity, sizeof identity},
    {"network.yaml", network, sizeof network},
    {"secrets.yaml", secrets, sizeof secrets},
};

size_t maskwire_rule_file_count(void) { return sizeof files / sizeof files[0]; }

maskwire_rule_file maskwire_rule_file_at(size_t index) { return files[index]; }
