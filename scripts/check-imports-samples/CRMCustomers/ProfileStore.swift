import CRMCore
package import CRMDatabase
import CRMPlatform
import Hummingbird
import CRMCommerce  // breaks: ours
import CSQLite  // breaks: ours
@preconcurrency import CLibPQ  // breaks: ours
import struct Crypto.SHA256  // breaks: third party

// import CRMInsight
/* import CRMInsight
   /* import CRMInsight */
   import CRMInsight */
let text = """
    import CRMInsight
    \(name("import CRMInsight"))
    import CRMInsight
    """
let raw = #"""
import CRMInsight "quoted" \( not an interpolation
"""#
fileprivate import CRMScience  // breaks: ours
