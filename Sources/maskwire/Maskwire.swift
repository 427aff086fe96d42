import ArgumentParser
@main struct Maskwire: ParsableCommand {}
