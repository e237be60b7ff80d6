@_exported import Hummingbird  // breaks: re-export
@testable import CRMCore  // breaks: testable
#if canImport(FoundationNetworking)
    import FoundationNetworking  // breaks: third party
#endif
