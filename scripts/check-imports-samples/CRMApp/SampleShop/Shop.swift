import CRMCore
import Foundation
import CRMScience  // breaks: ours
