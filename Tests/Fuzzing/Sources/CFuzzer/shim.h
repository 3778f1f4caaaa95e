#include <stddef.h>
#include <stdint.h>

/// The engine, whose own `main` would stand in the way of ours. https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*run)(const uint8_t *bytes, size_t count));
