internal import CSQLite
import CRMDatabase
import CLibPQ  // breaks: ours
import CRMPlatform  // breaks: ours
